using 'partners.bicep'

param partners = [
  {
    name: 'initech'
    signature: {
      scheme: 'rot13'
    }
  }
]
