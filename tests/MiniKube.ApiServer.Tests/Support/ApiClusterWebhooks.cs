using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Webhook configurations of a test.</summary>
internal static class ApiClusterWebhooks
{
    public const string Mutating = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    public const string Validating = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

    extension(ApiCluster cluster)
    {
        public Task<JsonObject> MutateByAsync(string name, params JsonObject[] webhooks) => cluster.ConfigureAsync(Mutating, name, webhooks);

        public Task<JsonObject> ValidateByAsync(string name, params JsonObject[] webhooks) => cluster.ConfigureAsync(Validating, name, webhooks);

        private Task<JsonObject> ConfigureAsync(string path, string name, JsonObject[] webhooks) => cluster.CreateAsync(
            path,
            new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["webhooks"] = new JsonArray([.. webhooks]) }.ToJsonString());

        public Task<ApiAnswer> PostConfigMapAsync(string name, string labels = "{}", string query = "") => cluster.PostAsync(
            $"/api/v1/namespaces/default/configmaps{query}", $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}}},"data":{"a":"b"}}""");
    }
}
