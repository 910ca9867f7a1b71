using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SiteOperator;

/// <summary>The conversion webhook: answers a <c>ConversionReview</c> of <c>apiextensions.k8s.io/v1</c>.</summary>
internal static class ConversionEndpoint
{
    public static async Task HandleAsync(HttpContext context)
    {
        var review = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        if (review?["request"] is not JsonObject request || request["objects"] is not JsonArray objects)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var apiVersion = request["desiredAPIVersion"]!.GetValue<string>();
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            new JsonObject
            {
                ["apiVersion"] = review["apiVersion"]?.DeepClone(),
                ["kind"] = "ConversionReview",
                ["response"] = new JsonObject
                {
                    ["uid"] = request["uid"]?.DeepClone(),
                    ["result"] = new JsonObject { ["status"] = "Success" },
                    ["convertedObjects"] = new JsonArray([.. objects.Select(item => (JsonNode)SiteConversion.Convert(item!.AsObject(), apiVersion))]),
                },
            }.ToJsonString(),
            context.RequestAborted);
    }
}
