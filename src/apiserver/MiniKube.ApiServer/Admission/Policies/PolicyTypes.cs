using MiniKube.Cel.Types;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>The types of what a policy looks at: dynamic where it serves, those of the schemas where its types are checked.</summary>
/// <param name="Object">Of <c>object</c> and <c>oldObject</c>.</param>
/// <param name="Parameters">Of <c>params</c>; null where they may not be named.</param>
internal sealed record PolicyTypes(CelType Object, CelType? Parameters)
{
    public static PolicyTypes Dynamic { get; } = new(CelType.Dyn, CelType.Dyn);
}
