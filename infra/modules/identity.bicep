import { tagsType } from '../types.bicep'

@description('The name of the identity.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('What the app is, to everything it uses. It outlives the app, and so do its roles.')
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The object id that roles are given to.')
output principalId string = identity.properties.principalId

@description('The client id by which the app asks for tokens.')
output clientId string = identity.properties.clientId
