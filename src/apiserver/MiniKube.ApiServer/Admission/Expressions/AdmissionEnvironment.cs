using MiniKube.Cel;
using MiniKube.Cel.Functions;
using MiniKube.Cel.Functions.Kubernetes;
using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Expressions;

/// <summary>What the programs of admission may name. The order of the variables is that of <see cref="ExpressionSubject.ValuesWith"/>.</summary>
internal static class AdmissionEnvironment
{
    /// <summary>What one program may cost, as upstream's.</summary>
    public const ulong CallCostMax = 1_000_000;

    /// <summary>What all conditions of one webhook or policy may cost together.</summary>
    public const ulong ConditionsCostMax = 2_500_000;

    /// <summary>What all programs of one policy may cost together.</summary>
    public const ulong PolicyCostMax = 10_000_000;

    /// <summary>For conditions of webhooks and programs of policies without parameters.</summary>
    public static CelEnvironment Plain { get; } = Make(CelType.Dyn, parameters: null, CelType.Object("kubernetes.variables", new DeclaredFields()));

    /// <param name="object">The type of <c>object</c> and <c>oldObject</c>.</param>
    /// <param name="parameters">The type of <c>params</c>; null where they may not be named.</param>
    /// <param name="variables">The type of <c>variables</c>.</param>
    /// <param name="objectTypes">Types of objects that may be written out.</param>
    public static CelEnvironment Make(CelType @object, CelType? parameters, CelType variables, Func<string, CelType?>? objectTypes = null) => new(
        FunctionLibraries.Admission,
        [
            new("object", @object),
            new("oldObject", @object),
            new("request", AdmissionTypes.Request),
            new("namespaceObject", AdmissionTypes.Namespace),
            new("authorizer", AuthorizerFunctions.Authorizer),
            new("authorizer.requestResource", AuthorizerFunctions.ResourceCheck),
            new("variables", variables),
            .. parameters is not null ? [new CelVariable("params", parameters)] : Array.Empty<CelVariable>(),
        ],
        objectTypes);
}
