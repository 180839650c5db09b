using 'partners.bicep'

param partners = [
  {
    name: 'default'
  }
]
