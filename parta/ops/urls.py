from django.urls import path

from parta.ops.views import checks, columns, exports, imports, names, plans, rollover, why

urlpatterns = [
    path("school/why/", why.why, name="why"),
    path("export/ask/", exports.ask, name="ask-for-export"),
    path("export/<int:approval_id>/oneroster/", exports.oneroster, name="export-oneroster"),
    path("export/<int:approval_id>/consents/", exports.consents, name="export-consents"),
    path("school/rollover/", rollover.rollover, name="rollover"),
    path("school/rollover/classes/<int:class_id>/", rollover.rollover_class, name="rollover-class"),
    path("school/rollover/years/<int:year_id>/open/", rollover.open_year, name="open-year"),
    path("import/", imports.start, name="import"),
    path("import/template.xlsx", imports.template_book, name="import-template"),
    path("import/template.zip", imports.template_csv, name="import-template-csv"),
    path("import/runs/<int:run_id>/", imports.run, name="import-run"),
    path("journal/<int:course_id>/plan/import/", plans.upload_plan, name="import-plan"),
    path("journal/<int:course_id>/plan/import/<str:token>/", plans.check_plan, name="check-plan"),
    path("import/<str:token>/", checks.check, name="import-check"),
    path("import/<str:token>/school/", checks.school, name="import-school"),
    path("import/<str:token>/names/", names.names, name="import-names"),
    path("import/<str:token>/grades/", checks.grades, name="import-grades"),
    path("import/<str:token>/subjects/", checks.subjects, name="import-subjects"),
    path("import/<str:token>/columns/", columns.columns, name="import-columns"),
    path("import/<str:token>/consents/", checks.consents, name="import-consents"),
]
