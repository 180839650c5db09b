using 'partners.bicep'

param partners = [
  {
    name: 'initech'
    apiKey: 'a key has no place here'
  }
  {
    name: 'initrode'
    signature: {
      scheme: 'rot13'
    }
  }
]
