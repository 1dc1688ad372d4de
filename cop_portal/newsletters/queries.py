def issues_waiting_for(user):
    return []
