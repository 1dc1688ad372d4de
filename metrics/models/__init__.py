from metrics.models.figures import Figure, FillState
from metrics.models.page_views import DailyReader, PageView, ViewerKey

__all__ = ["DailyReader", "Figure", "FillState", "PageView", "ViewerKey"]
