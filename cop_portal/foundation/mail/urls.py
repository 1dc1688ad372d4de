from django.urls import path

from cop_portal.foundation.mail import views

urlpatterns = [
    path("stop/<str:value>/", views.stop, name="mail_stop"),
    path("hooks/mail/<slug:provider>/<slug:what>/", views.hook, name="mail_hook"),
    path("my/address/", views.address, name="mail_address"),
    path("my/held-mail/", views.held, name="held_mail"),
    path("my/held-mail/<int:pk>/", views.answer_held, name="answer_held_mail"),
]
