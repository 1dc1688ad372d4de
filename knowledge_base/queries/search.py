def find_resources(user, query, *, limit):
    return []
