"""One module for each Word template; `forms.ALL` names them."""
