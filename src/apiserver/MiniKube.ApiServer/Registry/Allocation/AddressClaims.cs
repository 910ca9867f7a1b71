using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>An address is taken by the IPAddress object of its name, which says whose it is.</summary>
internal sealed class AddressClaims(ApiServerServices outside)
{
    private const string ManagedBy = "ipaddress.kubernetes.io/managed-by";
    private const string Allocator = "ipallocator.k8s.io";

    private static readonly ResourceKeys Keys = new(new GroupResource("networking.k8s.io", "ipaddresses"), isNamespaced: false);

    private static readonly TypeSchema Type = ApiCatalog.BuiltIn.Find(new GroupVersionKind("networking.k8s.io", "v1", "IPAddress"))!.Schema;

    public static KeyRange All => Keys.Range("");

    public static Key KeyOf(string address) => Keys.For(new NamespacedName("", address));

    public static string AddressOf(Key key) => Keys.Relative(key);

    /// <summary>True when this server made the object; what others made is theirs.</summary>
    public static bool IsOwn(JsonObject claim) => claim.Metadata.Child("labels").Text(ManagedBy) == Allocator;

    public static NamespacedName OwnerOf(JsonObject claim) =>
        new(claim.Child("spec").Child("parentRef").Text("namespace"), claim.Child("spec").Child("parentRef").Text("name"));

    /// <summary>The object to store for an address of a Service.</summary>
    public byte[] For(string address, NamespacedName service) => StoredObjectEncoder.Encode(
        new JsonObject
        {
            ["kind"] = "IPAddress",
            ["apiVersion"] = "networking.k8s.io/v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = address,
                ["uid"] = outside.Uids.NewUid(),
                ["creationTimestamp"] = ObjectTree.Timestamp(outside.Time.GetUtcNow()),
                ["labels"] = new JsonObject
                {
                    ["ipaddress.kubernetes.io/ip-family"] = address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4",
                    [ManagedBy] = Allocator,
                },
            },
            ["spec"] = new JsonObject
            {
                ["parentRef"] = new JsonObject { ["resource"] = "services", ["namespace"] = service.Namespace, ["name"] = service.Name },
            },
        },
        Type);
}
