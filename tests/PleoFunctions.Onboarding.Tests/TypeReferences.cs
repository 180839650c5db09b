using Mono.Cecil;
using Mono.Cecil.Cil;

namespace PleoFunctions.Onboarding.Tests;

/// <summary>
/// The types that a compiled type refers to: bases, attributes, signatures, locals, method bodies, and all of these in
/// its nested types, which the compiler makes of lambdas and async methods. A constant leaves no trace in the assembly.
/// </summary>
internal static class TypeReferences
{
    /// <summary>The outermost types that a type refers to, itself among them.</summary>
    public static IEnumerable<TypeReference> Of(TypeDefinition type) =>
        InType(type).SelectMany(Flatten).Select(Outermost);

    private static IEnumerable<TypeReference?> InType(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(one => one.InterfaceType),
            .. type.Interfaces.SelectMany(InAttributes),
            .. InAttributes(type),
            .. InGenericParameters(type),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Fields.SelectMany(InAttributes),
            .. type.Properties.Select(property => property.PropertyType),
            .. type.Properties.SelectMany(InAttributes),
            .. type.Events.Select(one => one.EventType),
            .. type.Events.SelectMany(InAttributes),
            .. type.Methods.SelectMany(InMethod),
            .. type.NestedTypes.SelectMany(InType),
        ];

    private static IEnumerable<TypeReference?> InMethod(MethodDefinition method) =>
        [
            .. InSignature(method),
            .. InAttributes(method),
            .. InAttributes(method.MethodReturnType),
            .. method.Parameters.SelectMany(InAttributes),
            .. InGenericParameters(method),
            .. method.Overrides.SelectMany(InSignature),
            .. method.HasBody ? InBody(method.Body) : [],
        ];

    private static IEnumerable<TypeReference?> InBody(MethodBody body) =>
        [
            .. body.Variables.Select(local => local.VariableType),
            .. body.ExceptionHandlers.Select(handler => handler.CatchType),
            .. body.Instructions.SelectMany(instruction => InOperand(instruction.Operand)),
        ];

    private static IEnumerable<TypeReference?> InOperand(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.DeclaringType, field.FieldType],
            MethodReference method => InSignature(method),
            CallSite call => [call.ReturnType, .. call.Parameters.Select(parameter => parameter.ParameterType)],
            _ => [],
        };

    private static IEnumerable<TypeReference?> InSignature(MethodReference method) =>
        [
            method.DeclaringType,
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ];

    private static IEnumerable<TypeReference?> InGenericParameters(IGenericParameterProvider provider) =>
        provider.GenericParameters.SelectMany(parameter =>
            parameter.Constraints.Select(constraint => constraint.ConstraintType)
        );

    private static IEnumerable<TypeReference?> InAttributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(InAttribute);

    private static IEnumerable<TypeReference?> InAttribute(CustomAttribute attribute) =>
        [
            .. InSignature(attribute.Constructor),
            .. attribute.ConstructorArguments.SelectMany(InArgument),
            .. attribute.Fields.SelectMany(field => InArgument(field.Argument)),
            .. attribute.Properties.SelectMany(property => InArgument(property.Argument)),
        ];

    private static IEnumerable<TypeReference?> InArgument(CustomAttributeArgument argument) =>
        argument.Value switch
        {
            TypeReference type => [argument.Type, type],
            CustomAttributeArgument inner => [argument.Type, .. InArgument(inner)],
            CustomAttributeArgument[] many => [argument.Type, .. many.SelectMany(InArgument)],
            _ => [argument.Type],
        };

    /// <summary>The named types in a type such as <c>Task&lt;Answer[]&gt;</c>.</summary>
    private static IEnumerable<TypeReference> Flatten(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic =>
            [
                .. Flatten(generic.ElementType),
                .. generic.GenericArguments.SelectMany(Flatten),
            ],
            FunctionPointerType function =>
            [
                .. Flatten(function.ReturnType),
                .. function.Parameters.SelectMany(parameter => Flatten(parameter.ParameterType)),
            ],
            IModifierType modified => [.. Flatten(modified.ModifierType), .. Flatten(modified.ElementType)],
            TypeSpecification specification => Flatten(specification.ElementType),
            _ => [type],
        };

    private static TypeReference Outermost(TypeReference type) =>
        type.DeclaringType is { } outer ? Outermost(outer) : type;
}
