from django.urls import path

from cop_portal.foundation.accounts import views

urlpatterns = [path("my/profile/", views.edit_profile, name="edit_profile")]
