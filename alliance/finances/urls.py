from django.urls import path

from alliance.finances import views

app_name = "finances"

urlpatterns = [
    path("", views.year_list, name="year-list"),
    path("<slug:slug>/", views.year_detail, name="year-detail"),
]
