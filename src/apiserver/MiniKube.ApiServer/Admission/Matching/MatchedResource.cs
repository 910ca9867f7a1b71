using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Admission.Matching;

/// <summary>In which version a rule asked for what is written: that of the request, or another one of the same objects.</summary>
/// <param name="Resource">The version of the resource.</param>
/// <param name="Kind">Of the new object in that version; what the subresource takes where there is one.</param>
internal sealed record MatchedResource(ServedResource Resource, GroupVersionKind Kind);
