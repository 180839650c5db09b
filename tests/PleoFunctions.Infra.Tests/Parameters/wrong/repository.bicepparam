// GitHub's newer repositories never send this subject.
using '../../../../infra/identities.bicep'

param environmentName = 'wrong'

param appGroup = 'rg-pleo-app'

param repository = 'octo-org/octo-repo'
