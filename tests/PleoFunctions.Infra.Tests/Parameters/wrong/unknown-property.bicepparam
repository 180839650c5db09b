using 'partners.bicep'

param partners = [
  {
    name: 'initech'
    apiKey: 'a key has no place here'
  }
]
