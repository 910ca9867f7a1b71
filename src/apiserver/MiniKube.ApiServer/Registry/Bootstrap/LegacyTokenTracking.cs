using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>The ConfigMap that says since when this cluster writes down the last use of tokens in Secrets (KEP-2799): whoever cleans them up must know.</summary>
internal sealed class LegacyTokenTracking(ObjectCreator creator, ObjectUpdater updater, ServedResources resources, TimeProvider time)
{
    private const string Day = "yyyy-MM-dd";

    private static readonly UserInfo Server = UserInfo.Authenticated("system:apiserver", UserInfo.MastersGroup);
    private static readonly NamespacedName Name = new("kube-system", "kube-apiserver-legacy-service-account-token-tracking");

    private readonly ServedResource _resource = resources.Get(new GroupVersionResource("", "v1", "configmaps"));

    public Key Key => _resource.Keys.For(Name);

    /// <summary>Makes it, or puts its date right when it is none.</summary>
    public async Task SettleAsync(StoredObject? stored, CancellationToken cancellationToken)
    {
        var request = new RegistryRequest { Resource = _resource, Namespace = Name.Namespace, Caller = Server, Now = time.GetUtcNow(), FieldManager = "kube-apiserver" };
        try
        {
            if (stored is not { } there)
            {
                await creator.CreateAsync(request, Make(request.Now), cancellationToken);
            }
            else if (!IsDated(_resource.Decode(there)))
            {
                await updater.UpdateAsync(request.For(Name.Name), existing => Dated(request, existing), Preconditions.None, cancellationToken);
            }
        }
        catch (ApiException error) when (error.IsNotFound || error.IsConflict || error.IsAlreadyExists)
        {
            // Another server was faster, or it has just been deleted; the event that says so follows.
        }
    }

    private static JsonObject Make(DateTimeOffset now) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = Name.Name, ["namespace"] = Name.Namespace },
        ["data"] = new JsonObject { ["since"] = Today(now) },
    };

    private static JsonObject Dated(RegistryRequest request, JsonObject? existing)
    {
        var desired = existing?.DeepClone().AsObject() ?? throw StatusErrors.NotFound(request.GroupResource, request.Name);
        if (!IsDated(desired))
        {
            desired.Ensure("data")["since"] = Today(request.Now);
        }

        return desired;
    }

    private static bool IsDated(JsonObject map) =>
        DateOnly.TryParseExact(map.Child("data").Text("since"), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string Today(DateTimeOffset now) => now.UtcDateTime.ToString(Day, CultureInfo.InvariantCulture);
}
