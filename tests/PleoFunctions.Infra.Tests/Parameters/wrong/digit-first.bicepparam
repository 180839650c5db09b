using 'partners.bicep'

param partners = [
  {
    name: '1nitech'
  }
]
