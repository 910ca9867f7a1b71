namespace MiniKube.ApiServer.Authorization.Configured;

/// <summary>One authorizer of a chain.</summary>
/// <param name="Type">Node, RBAC, Webhook, AlwaysAllow or AlwaysDeny.</param>
/// <param name="Name">For logs.</param>
/// <param name="Webhook">Of the type Webhook; else null.</param>
internal sealed record AuthorizerConfiguration(string Type, string Name, WebhookAuthorizerConfiguration? Webhook);
