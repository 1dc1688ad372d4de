def may_see_file(user, path):
    return False
