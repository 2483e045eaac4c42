"""What should we do next: the question a planner asks, its exact answer, and the answer as page, workbook and JSON."""
