value = 'in the submodule'
