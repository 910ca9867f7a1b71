using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Admission.Policies;

/// <summary>Reads the parameters of policies, as they are at the moment of the write.</summary>
internal sealed class PolicyParams(ObjectStorage storage, ServedResources resources)
{
    /// <summary>A selector takes no more; a binding that needs so many is wrong.</summary>
    private const int ParamsMax = 1000;

    /// <returns>One null where the policy has no parameters; none where the binding does not count; else a complaint.</returns>
    public async ValueTask<(IReadOnlyList<JsonObject?> Found, string Complaint)> FindAsync(
        AdmissionPolicy policy, PolicyBinding binding, MatchSubject subject, CancellationToken cancellationToken)
    {
        if (policy.ParamKind is not { } kind || binding.ParamRef is not { } wanted)
        {
            return ([null], "");
        }

        if (resources.FindKind(kind) is not { } resource)
        {
            return ([], $"failed to find resource referenced by paramKind: '{kind}'");
        }

        var ns = "";
        if (resource.Definition.IsNamespaced)
        {
            ns = wanted.Namespace.Length > 0 ? wanted.Namespace : subject.IsClusterScoped ? "" : subject.Admission.Namespace;
            if (ns.Length == 0)
            {
                return ([], "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
            }
        }
        else if (wanted.Namespace.Length > 0)
        {
            return ([], "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        }

        var found = await ReadAsync(resource, wanted, ns, cancellationToken);
        return found.Count > 0 || wanted.AllowsNone
            ? (found, "")
            : ([], "no params found for policy binding with `Deny` parameterNotFoundAction");
    }

    private async ValueTask<List<JsonObject?>> ReadAsync(ServedResource resource, PolicyParamRef wanted, string ns, CancellationToken cancellationToken)
    {
        var found = new List<JsonObject?>();
        if (wanted.Name.Length > 0)
        {
            if (await storage.FindAsync(resource.Keys.For(new(ns, wanted.Name)), cancellationToken) is { } one)
            {
                found.Add(resource.Decode(await resource.ReadyAsync(one, cancellationToken)));
            }

            return found;
        }

        var page = await storage.RangeAsync(resource.Keys.Range(ns), Revision.Zero, ParamsMax, cancellationToken);
        foreach (var item in await resource.ReadyAsync(page.Items, cancellationToken))
        {
            var tree = resource.Decode(new StoredObject(item));
            var labels = MatchSubject.LabelsOf(tree);
            if (wanted.Selector.Matches(key => labels?.ContainsKey(key) == true ? labels.Text(key) : null))
            {
                found.Add(tree);
            }
        }

        return found;
    }
}
