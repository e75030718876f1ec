value = 'part'
