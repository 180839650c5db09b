// The identities of an environment that GitHub deploys, for the tests.
using '../../../infra/identities.bicep'

param environmentName = 'identities'

param appGroup = 'rg-pleo-app'

param repository = 'octo-org@123456/octo-repo@456789'
