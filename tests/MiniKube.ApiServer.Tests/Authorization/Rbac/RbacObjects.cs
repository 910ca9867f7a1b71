using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authorization.Rbac;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Tests.Authorization.Rbac;

/// <summary>Roles and bindings as the store has them.</summary>
internal static class RbacObjects
{
    public static IReadOnlyList<JsonObject> Default => [.. DefaultPolicy.Objects().Select(one => one.Object)];

    /// <summary>An authorizer that knows these objects.</summary>
    public static RbacAuthorizer Authorizer(IEnumerable<JsonObject> objects)
    {
        var state = new RbacState();
        foreach (var one in objects)
        {
            state.Put(Stored(one));
        }

        state.Publish();
        return new RbacAuthorizer(state, new UpToDate());
    }

    public static KeyValue Stored(JsonObject one)
    {
        var tree = one.DeepClone().AsObject();
        var kind = (string)tree["kind"]!;
        tree["metadata"]!["uid"] = "u";
        var name = (string)tree["metadata"]!["name"]!;
        var ns = (string?)tree["metadata"]!["namespace"];
        var path = $"/registry/rbac.authorization.k8s.io/{kind.ToLowerInvariant()}s/{(ns is null ? name : $"{ns}/{name}")}";
        var value = StoredObjectEncoder.Encode(tree, ApiCatalog.BuiltIn.Type($"io.k8s.api.rbac.v1.{kind}"));
        return new KeyValue(Key.From(path), value, new Revision(1), new Revision(1), 1);
    }

    private sealed class UpToDate : ICatchUp
    {
        public ValueTask CatchUpAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
