using 'partners.bicep'

param partners = [
  {
    name: 'Initech'
  }
]
