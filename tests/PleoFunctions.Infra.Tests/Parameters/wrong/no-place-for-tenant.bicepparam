using 'partners.bicep'

param partners = [
  {
    name: 'initech'
    apiKeySecret: 'one-key-for-all'
  }
]
