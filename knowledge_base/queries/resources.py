def newest(user, *, communities=None, since=None, limit=5):
    return []
