def waiting_for_curator(user):
    return []
