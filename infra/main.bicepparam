// For `azd up`: your own environment, named by azd. Staging and production have their own files.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')

param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')

param pleo = {
  environment: 'Staging'
}

param partners = [
  {
    name: 'acme'
  }
]

param scale = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 40
  httpConcurrency: 50
  alwaysReady: 0
  zoneRedundant: false
}

param logs = {
  retentionInDays: 30
  dailyQuotaInGB: 1
}

param alerts = {
  emailAddresses: []
  failurePercent: 20
  signatureFailures: 100
  p95Milliseconds: 10000
  openMinutes: 60
  availabilityMinutes: 15
}
