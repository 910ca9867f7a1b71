using MiniKube.Api.Selectors;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Which objects are the parameters of a binding.</summary>
/// <param name="Name">Empty for all that the selector takes.</param>
/// <param name="Namespace">Empty for that of the write.</param>
/// <param name="Selector">Of their labels.</param>
/// <param name="AllowsNone">Without parameters the binding does not count; else the write is refused.</param>
internal sealed record PolicyParamRef(string Name, string Namespace, LabelSelector Selector, bool AllowsNone);
