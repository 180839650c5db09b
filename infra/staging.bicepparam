using 'main.bicep'

param environmentName = 'staging'

param tags = {
  owner: 'integrations'
}

// Made once by an owner, with infra/identities.bicep. The deployment of it prints the id.
param identity = {
  name: 'id-pleo-staging'
  resourceGroup: 'rg-pleo-staging-identity'
  principalId: '00000000-0000-0000-0000-000000000000'
}

param pleo = {
  environment: 'Staging'
}

param partners = [
  {
    name: 'acme'
  }
]

// Small, and stopped when idle: the first webhook after a pause waits for an instance to start.
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

// Partners rehearse here at any time, so silence is normal.
param alerts = {
  emailAddresses: ['integrations-staging@example.com']
  failurePercent: 20
  signatureFailures: 100
  p95Milliseconds: 10000
  openMinutes: 60
  availabilityMinutes: 15
  budget: {
    amount: 60
    startDate: '2026-12-01'
  }
}
