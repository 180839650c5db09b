using 'main.bicep'

param environmentName = 'production'

param tags = {
  owner: 'integrations'
}

// Made once by an owner, with infra/identities.bicep. The deployment of it prints the id.
param identity = {
  name: 'id-pleo-production'
  resourceGroup: 'rg-pleo-production-identity'
  principalId: '00000000-0000-0000-0000-000000000000'
}

param pleo = {
  environment: 'Production'
}

param partners = [
  {
    name: 'acme'
  }
  // An example of a partner with its own scheme, payload and words.
  {
    name: 'globex'
    apiKeyScheme: 'Bearer'
    signature: {
      scheme: 'github'
    }
    mapping: {
      deliveryId: '/event/id'
      tenant: '/customer/slug'
      status: '/customer/state'
      statusMap: {
        live: 'ACTIVATED'
        waiting: 'PENDING_INTEGRATION'
      }
      metadata: string({
        externalConfigurationId: '/customer/configId'
      })
    }
  }
]

param scale = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 100
  httpConcurrency: 50
  alwaysReady: 2
  zoneRedundant: true
}

param network = {
  kind: 'new'
  addressPrefix: '10.40.0.0/24'
}

param logs = {
  retentionInDays: 90
  dailyQuotaInGB: 10
}

param alerts = {
  emailAddresses: ['integrations-oncall@example.com']
  failurePercent: 5
  signatureFailures: 20
  p95Milliseconds: 6000
  openMinutes: 60
  availabilityMinutes: 5
  budget: {
    amount: 300
    startDate: '2026-12-01'
  }
  silence: 'P1D'
}
