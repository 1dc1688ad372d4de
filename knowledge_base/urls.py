from django.urls import path

from knowledge_base.views import gaps, inventory, resources

urlpatterns = [
    path("library/", resources.library, name="library"),
    path("communities/<slug:slug>/library/", resources.community_library, name="community_library"),
    path("communities/<slug:slug>/library/submit/", resources.submit, name="submit_resource"),
    path("communities/<slug:slug>/library/inventory/", inventory.inventory, name="inventory"),
    path("communities/<slug:slug>/library/inventory/<str:kind>/", inventory.export, name="inventory_export"),
    path("communities/<slug:slug>/library/gaps/", gaps.gaps, name="gaps"),
    path("communities/<slug:slug>/library/gaps/<int:pk>/", gaps.gap, name="gap"),
    path("resources/<int:pk>/rate/", inventory.rate, name="rate_resource"),
    path("resources/<int:pk>/confirm/", inventory.confirm, name="confirm_resource"),
    path("resources/<int:pk>/act/", resources.act, name="resource_act"),
    path("resources/<int:pk>/reuse/", resources.reuse, name="reuse_resource"),
]
