"""The corridor every page passes: access rules, headers, assets, pages, filters. It knows no room."""
