"""What is the same in every language, so under one address alone."""

from django.urls import path, re_path

from alliance.finances import views

urlpatterns = [
    path("funding.csv", views.funding_file, name="funding-file"),
    path("budgets.csv", views.budgets_file, name="budgets-file"),
    path("iati.xml", views.iati_file, name="iati-file"),
    re_path(r"^(?P<slug>[-\w]+)/(?P<kind>budget|actual)\.pdf$", views.statement_document, name="statement-document"),
    path("<slug:slug>/agreement-<int:source>.pdf", views.agreement_document, name="agreement-document"),
]
