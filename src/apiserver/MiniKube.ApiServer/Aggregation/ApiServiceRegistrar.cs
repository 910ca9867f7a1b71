using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Storage;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Keeps an APIService for each version that this server answers for: those built in are put right at the start, those of CustomResourceDefinitions always.</summary>
internal sealed class ApiServiceRegistrar(ApiServiceObjects objects, ObjectStorage storage, ServedResources resources, ServedApi api)
{
    /// <summary>Several servers that start at once make the same objects; whoever loses looks again.</summary>
    private const int AttemptsMax = 10;

    /// <summary>Puts right what is built in, and takes away what earlier versions of this server have left.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await TryStartAsync(cancellationToken); attempt++)
        {
            if (attempt == AttemptsMax)
            {
                throw new InvalidOperationException("The APIServices could not be made: other servers change them all the time.");
            }
        }
    }

    /// <summary>The names of the APIServices of all versions of custom resources.</summary>
    public ImmutableHashSet<string> CustomNames() =>
        [.. api.Catalog.Resources.Where(resource => resource.IsCustom).Select(resource => LocalApiService.NameOf(resource.Resource.GroupVersion))];

    /// <summary>Puts one right.</summary>
    /// <returns>False when it was changed: it is looked at again when the event of that comes.</returns>
    public async ValueTask<bool> SettleAsync(string name, JsonObject? current, CancellationToken cancellationToken)
    {
        switch (RegistrationPlanner.Plan(current, Desired(name), isStart: false))
        {
            case RegistrationPlan.Create create:
                await objects.TryCreateAsync([create.Service], cancellationToken);
                return false;
            case RegistrationPlan.Correct correct:
                await objects.CorrectAsync(correct.Service, cancellationToken);
                return false;
            case RegistrationPlan.Remove remove when !await IsDefinedAsync(VersionOf(name), cancellationToken):
                await objects.RemoveAsync(name, remove.Uid, cancellationToken);
                return false;
            default:
                return true;
        }
    }

    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        var there = await objects.AllAsync(cancellationToken);
        var desired = LocalPriorities.Registered.Select(version => LocalApiService.Make(version, LocalApiService.OnStart)).ToDictionary(service => service.Name);
        var missing = new List<JsonObject>();
        foreach (var name in there.Keys.Union(desired.Keys).Where(name => Desired(name) is null).ToList())
        {
            switch (RegistrationPlanner.Plan(there.GetValueOrDefault(name), desired.GetValueOrDefault(name), isStart: true))
            {
                case RegistrationPlan.Create create:
                    missing.Add(create.Service);
                    break;
                case RegistrationPlan.Correct correct:
                    await objects.CorrectAsync(correct.Service, cancellationToken);
                    break;
                case RegistrationPlan.Remove remove:
                    await objects.RemoveAsync(name, remove.Uid, cancellationToken);
                    break;
                default:
                    break;
            }
        }

        return await objects.TryCreateAsync(missing, cancellationToken);
    }

    /// <summary>The APIService that a custom resource shall have; null for other names.</summary>
    private JsonObject? Desired(string name)
    {
        var version = VersionOf(name);
        return api.Catalog.Resources.Any(resource => resource.IsCustom && resource.Resource.GroupVersion == version)
            ? LocalApiService.Make(version, LocalApiService.Always)
            : null;
    }

    /// <summary>Some definition serves the version, though this server may not have seen it yet: another server may have.</summary>
    private async ValueTask<bool> IsDefinedAsync(GroupVersion version, CancellationToken cancellationToken)
    {
        var definitions = resources.Get(new GroupVersionResource("apiextensions.k8s.io", "v1", "customresourcedefinitions"));
        var range = definitions.Keys.Range("");
        var at = await storage.CurrentRevisionAsync(range, cancellationToken);
        await foreach (var page in ObjectPages.ReadAsync(storage, range, at, cancellationToken))
        {
            if (page.Any(item => definitions.Keys.Relative(item.Key).EndsWith($".{version.Group}", StringComparison.Ordinal)
                && Serves(definitions.Decode(new StoredObject(item)), version)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Serves(JsonObject definition, GroupVersion version) =>
        definition.Child("spec").Text("group") == version.Group
        && definition.Child("spec").Objects("versions").Any(each => each.Text("name") == version.Version && each.Flag("served") == true);

    private static GroupVersion VersionOf(string name) =>
        name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? new GroupVersion(name[(dot + 1)..], name[..dot]) : new GroupVersion("", name);
}
