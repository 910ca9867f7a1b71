using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Admission.Matching;

/// <summary>
/// A write as criteria are held against it. Made once for a write and a phase of its admission, so that its namespace is looked up once however
/// many criteria there are.
/// </summary>
internal sealed class MatchSubject
{
    private readonly ObjectStorage _storage;
    private readonly ServedResources _resources;
    private StoredObject? _namespace;

    public MatchSubject(AdmissionRequest admission, ObjectStorage storage, ServedResources resources)
    {
        _storage = storage;
        _resources = resources;
        Admission = admission;
        Operation = admission.Operation switch
        {
            AdmissionOperation.Create => "CREATE",
            AdmissionOperation.Update => "UPDATE",
            AdmissionOperation.Delete => "DELETE",
            _ => "CONNECT",
        };
        IsClusterScoped = admission.IsNamespaceObject || admission.Request.Namespace.Length == 0;
    }

    public AdmissionRequest Admission { get; }

    /// <summary>In the words of rules: CREATE, UPDATE, DELETE, CONNECT.</summary>
    public string Operation { get; }

    public bool IsClusterScoped { get; }

    /// <summary>Configurations of admission are never held against themselves: nobody could repair them.</summary>
    public bool IsExempt => IsExemptResource(Admission.Request.GroupResource);

    /// <summary>The other versions of the same objects, in the order in which they are served.</summary>
    public ImmutableArray<ServedResource> Equivalents => _resources.EquivalentsOf(Admission.Request.Resource);

    public static bool IsExemptResource(GroupResource resource) => resource.Group == "admissionregistration.k8s.io"
        && resource.Resource is "validatingwebhookconfigurations" or "mutatingwebhookconfigurations"
            or "validatingadmissionpolicies" or "validatingadmissionpolicybindings"
            or "mutatingadmissionpolicies" or "mutatingadmissionpolicybindings";

    /// <summary>The labels by which a namespace selector decides: of a Namespace that is made or changed those that it shall have.</summary>
    /// <exception cref="ApiException">404: the namespace is not there.</exception>
    public async ValueTask<Func<string, string?>> NamespaceLabelsAsync(CancellationToken cancellationToken)
    {
        if (Admission is { IsNamespaceObject: true, Operation: AdmissionOperation.Create or AdmissionOperation.Update, Request.Subresource: "", Object: { } written })
        {
            var labels = LabelsOf(written);
            return key => labels?.ContainsKey(key) == true ? labels.Text(key) : null;
        }

        var stored = ObjectAttributes.Read(await FindNamespaceAsync(cancellationToken), []).Labels;
        return key => stored.TryGetValue(key, out var value) ? value : null;
    }

    /// <summary>The object of the namespace that the write is in; null for what lies in none. Not to be changed.</summary>
    /// <exception cref="ApiException">404: the namespace is not there.</exception>
    public async ValueTask<JsonObject?> NamespaceAsync(CancellationToken cancellationToken) => IsClusterScoped
        ? null
        : _resources.Get(new GroupVersionResource("", "v1", "namespaces")).Decode(await FindNamespaceAsync(cancellationToken));

    /// <summary>The labels of an object's tree; null when it has none, or no metadata at all.</summary>
    public static JsonObject? LabelsOf(JsonObject? tree) => tree.Child("metadata").Child("labels");

    private async ValueTask<StoredObject> FindNamespaceAsync(CancellationToken cancellationToken)
    {
        var name = Admission.Namespace;
        _namespace ??= await _storage.FindAsync(ResourceKeys.Namespaces.For(new("", name)), cancellationToken)
            ?? throw StatusErrors.NotFound(new GroupResource("", "namespaces"), name);
        return _namespace.Value;
    }
}
