using System.Text.Json.Nodes;
using MiniKube.Client.Api;

namespace MiniKube.Client.Tests.Fakes;

/// <summary>The documents that say what is served.</summary>
internal static class FakeDiscovery
{
    public static HttpResponseMessage Answer(string path, IReadOnlyCollection<DiscoveredResource> resources)
    {
        if (path == "/apis")
        {
            return FakeAnswers.Body(200, new JsonObject { ["kind"] = "APIGroupList", ["groups"] = new JsonArray([.. Groups(resources)]) });
        }

        var served = resources.Where(resource => path == Root(resource)).ToList();
        return served.Count == 0 && path != "/api/v1"
            ? FakeAnswers.Status(404, "NotFound", "the server could not find the requested resource")
            : FakeAnswers.Body(200, new JsonObject { ["kind"] = "APIResourceList", ["resources"] = new JsonArray([.. served.Select(Entry)]) });
    }

    private static string Root(DiscoveredResource resource) =>
        resource.Resource.Group.Length == 0 ? $"/api/{resource.Resource.Version}" : $"/apis/{resource.Resource.GroupVersion}";

    private static IEnumerable<JsonNode> Groups(IEnumerable<DiscoveredResource> resources) => resources
        .Select(resource => resource.Resource.GroupVersion)
        .Where(version => version.Group.Length > 0)
        .Distinct()
        .Select(version => new JsonObject
        {
            ["name"] = version.Group,
            ["versions"] = new JsonArray(new JsonObject { ["groupVersion"] = version.ToString(), ["version"] = version.Version }),
            ["preferredVersion"] = new JsonObject { ["groupVersion"] = version.ToString(), ["version"] = version.Version },
        });

    private static JsonObject Entry(DiscoveredResource resource) => new()
    {
        ["name"] = resource.Resource.Resource,
        ["singularName"] = "",
        ["kind"] = resource.Kind.Kind,
        ["namespaced"] = resource.IsNamespaced,
        ["verbs"] = new JsonArray([.. resource.Verbs.Select(verb => JsonValue.Create(verb))]),
    };
}
