using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Registry.Kinds;
using MiniKube.ApiServer.Services;
using MiniKube.ApiServer.Webhooks;
using MiniKube.Schema.CustomResources;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.CustomResources;

/// <summary>A definition made ready to be served. Immutable.</summary>
/// <param name="Generation">Of the definition's object, with what else it is made from.</param>
/// <param name="Served">Its versions that are served, the preferred one first.</param>
/// <param name="Storage">The version in which its objects are stored, served or not.</param>
internal sealed record InstalledDefinition(string Generation, ImmutableArray<ServedResource> Served, ServedResource Storage)
{
    private static readonly string[] Names = ["plural", "singular", "kind", "listKind"];

    /// <param name="definition">The object; validated.</param>
    /// <param name="services">Finds conversion webhooks that are behind Services.</param>
    /// <param name="surroundings">Time and identity of calls to them.</param>
    public static InstalledDefinition Of(JsonObject definition, ServiceResolver services, ApiServerServices surroundings)
    {
        var converter = Converter(definition, services, surroundings);
        var versions = CustomResourceDefinitions.Compile(definition, ApiCatalog.BuiltIn);
        var storage = versions.First(version => version.IsStorage).Definition;
        return new InstalledDefinition(
            GenerationOf(definition),
            [.. versions.Where(version => version.IsServed).Select(version => Make(version.Definition, storage, definition.IsTerminating, converter))],
            Make(storage, storage, definition.IsTerminating, converter));
    }

    /// <summary>Changes when the definition has to be installed anew.</summary>
    public static string GenerationOf(JsonObject definition)
    {
        // Name by name: those that were just accepted stand in another order than those read back from the store.
        var accepted = definition.Child("status").Child("acceptedNames");
        string[] names = [.. Names.Select(accepted.Text), string.Join(',', accepted.Texts("shortNames")), string.Join(',', accepted.Texts("categories"))];
        return $"{definition.Metadata.Text("uid")} {definition.Metadata.Integer("generation")} {definition.IsTerminating} {string.Join(' ', names)}";
    }

    private static ServedResource Make(ResourceDefinition served, ResourceDefinition storage, bool isTerminating, IObjectConverter? converter) => new(
        served,
        new CustomResourceStrategy(served, isTerminating),
        storage.Schema,
        converter is null ? new CustomConversion(served, storage) : new WebhookConversion(served, storage, converter));

    private static ConversionWebhook? Converter(JsonObject definition, ServiceResolver services, ApiServerServices surroundings)
    {
        var conversion = definition.Child("spec").Child("conversion");
        return conversion.Text("strategy") == "Webhook" && conversion.Child("webhook").Child("clientConfig") is { } client
            ? new ConversionWebhook(
                definition.Child("spec").Child("names").Text("kind"),
                conversion.Child("webhook").Texts("conversionReviewVersions").FirstOrDefault(version => version is "v1" or "v1beta1") ?? "v1",
                new WebhookClient(WebhookAddress.Of(client), services, surroundings.Time),
                surroundings.Uids)
            : null;
    }
}
