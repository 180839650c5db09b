// Every parameter with every property, for the tests: whatever can be set is set. Only the identity is left out, so that
// the template makes one.
using '../../../infra/main.bicep'

param environmentName = 'complete'

param location = 'swedencentral'

param tags = {
  owner: 'tests'
}

param pleo = {
  environment: 'Staging'
  attemptTimeout: '00:00:04'
  totalTimeout: '00:00:10'
  settlingTime: '00:03:00'
  maxConcurrency: 40
}

param recovery = {
  schedule: '30 */2 * * * *'
  giveUpAfter: '2.00:00:00'
  retention: '30.00:00:00'
}

param operators = {
  authority: 'https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0'
  audience: '66666666-7777-8888-9999-000000000000'
  adminKey: false
}

param partners = [
  {
    name: 'initech'
    apiKeySecret: 'shared-{tenant}-key'
    apiKeyScheme: 'Bearer'
    events: ['account.connected', 'account.changed']
    answerWithin: '00:00:03'
    signature: {
      scheme: 'stripe'
      secret: 'initech-signing'
      tolerance: '00:10:00'
    }
    mapping: {
      deliveryId: '/id'
      eventType: '/kind'
      occurredAt: '/created'
      tenant: '/account'
      companyId: '/pleo/company'
      status: '/state'
      defaultStatus: 'AUTHORIZED'
      statusMap: {
        live: 'ACTIVATED'
      }
      metadata: '/attributes'
    }
  }
]

param scale = {
  instanceMemoryMB: 4096
  maximumInstanceCount: 10
  httpConcurrency: 20
  alwaysReady: 3
  zoneRedundant: true
}

param network = {
  kind: 'new'
  addressPrefix: '10.99.0.0/24'
  operators: ['10.98.0.0/28']
  fixedEgress: true
}

param callers = [
  {
    name: 'initech'
    addresses: '203.0.113.0/24'
  }
  {
    name: 'operators'
    addresses: '198.51.100.7/32'
  }
  {
    name: 'front-door'
    addresses: 'AzureFrontDoor.Backend'
    frontDoorId: '11111111-1111-1111-1111-111111111111'
  }
]

param logs = {
  retentionInDays: 30
  dailyQuotaInGB: 2
}

param alerts = {
  emailAddresses: ['first@example.com', 'second@example.com']
  failurePercent: 1
  signatureFailures: 2
  p95Milliseconds: 300
  openMinutes: 5
  availabilityMinutes: 15
  budget: {
    amount: 10
    startDate: '2026-12-01'
  }
  silence: 'PT4H'
}
