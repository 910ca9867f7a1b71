using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Registry;

/// <summary>A write as the registry sees it: of what, by whom, when.</summary>
internal sealed record RegistryRequest
{
    public required ServedResource Resource { get; init; }

    /// <summary>The namespace of the path; empty for cluster-scoped resources.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The name of the path; empty for a creation.</summary>
    public string Name { get; init; } = "";

    /// <summary>Empty for the resource itself.</summary>
    public string Subresource { get; init; } = "";

    public required UserInfo Caller { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>Who becomes the owner of what the write changes; null when whoever makes the write has seen to <c>managedFields</c>.</summary>
    public string? FieldManager { get; init; }

    /// <summary>An update makes the object when it is not there, whatever the kind: an apply.</summary>
    public bool CreatesMissing { get; init; }

    /// <summary>Asked when an update turns out to be a creation: whether the caller may do that, too.</summary>
    public Func<CancellationToken, ValueTask>? BeforeCreate { get; init; }

    /// <summary>Everything happens but the write.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Admission was asked already about what is done here; the write is a part of it.</summary>
    public bool IsAdmitted { get; init; }

    /// <summary>What admission is shown instead of the object, where the request is for a part that is kept in the object.</summary>
    public AdmittedPart? Part { get; init; }

    /// <summary>Makes the options of the request, such as <c>CreateOptions</c>; null where nobody sent any.</summary>
    public Func<JsonObject>? Options { get; init; }

    /// <summary>For <c>Warning</c> headers; the parts of the path add to it.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>For the request's audit record; the parts of the path add to it.</summary>
    public AuditAnnotations Annotations { get; init; } = AuditAnnotations.None;

    /// <summary>The write changes the status, or gives a pod its node, and leaves everything else as it is stored.</summary>
    public bool IsOfOnePart => Subresource is "status" or "binding";

    public NamespacedName NamespacedName => new(Namespace, Name);

    public GroupResource GroupResource => Resource.GroupResource;

    /// <summary>Adds warnings; what a write that lost a race says again is said once.</summary>
    public void Warn(IEnumerable<string> warnings) => Warnings.AddRange(warnings.Where(warning => !Warnings.Contains(warning)));

    public RegistryRequest For(string name) => this with { Name = name };
}
