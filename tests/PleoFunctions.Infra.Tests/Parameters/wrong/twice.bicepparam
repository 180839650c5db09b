using 'partners.bicep'

param partners = [
  {
    name: 'initech'
  }
  {
    name: 'initech'
  }
]
