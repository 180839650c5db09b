import { tagsType } from '../types.bicep'

@description('The name of the identity.')
param name string

@description('The region.')
param location string

@description('Tags.')
param tags tagsType

@description('The identity of the app. It and its roles remain when the app is deleted.')
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The object id, for role assignments.')
output principalId string = identity.properties.principalId

@description('The client id with which the app requests tokens.')
output clientId string = identity.properties.clientId
