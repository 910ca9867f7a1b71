using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Authorization.Configured;
using MiniKube.ApiServer.Authorization.Node;
using MiniKube.ApiServer.Authorization.Rbac;
using MiniKube.ApiServer.Authorization.Webhooks;
using MiniKube.ApiServer.Storage;
using MiniKube.Mvcc;
using MiniKube.Store;

namespace MiniKube.ApiServer.Authorization;

/// <summary>The authorizers of a server and what they know of the store. Owns the loops that keep that up to date.</summary>
internal sealed class AccessControl : IAsyncDisposable
{
    private readonly ImmutableArray<StoreFollower> _followers;

    private readonly ConfiguredAuthorizer _authorizer;

    private AccessControl(IStore store, ImmutableArray<StoreFollower> followers, RbacAuthorizer roles, ConfiguredAuthorizer authorizer)
    {
        _followers = followers;
        Store = new FollowedStore(store, followers);
        Roles = roles;
        _authorizer = authorizer;
    }

    /// <summary>All authorizers in their order.</summary>
    public IAuthorizer Authorizer => _authorizer;

    public RbacAuthorizer Roles { get; }

    /// <summary>The store for everything that writes: what is written through it counts for the next decision.</summary>
    public IStore Store { get; }

    /// <summary>The role without which nobody would be an administrator is there.</summary>
    public bool HasDefaultRoles => Roles.Index.RulesOf(new RoleKey("", "cluster-admin")) is not null;

    /// <exception cref="InvalidDataException">What the operator asked for is wrong.</exception>
    public static async Task<AccessControl> StartAsync(IStore store, AuthorizationOptions options, ApiServerServices services)
    {
        var logger = services.Logging.CreateLogger<StoreFollower>();
        var roles = new RbacState();
        var graph = new NodeGraph();
        StoreFollower Follow(KeyRange range, IFollowedState state) => new(store, range, state, services.Time, logger);
        var roleFollower = Follow(RbacState.Range, roles);
        ImmutableArray<StoreFollower> graphFollowers =
        [
            Follow(NodeGraphPods.Range, new NodeGraphPods(graph)),
            Follow(NodeGraphVolumes.Range, new NodeGraphVolumes(graph)),
            Follow(NodeGraphAttachments.Range, new NodeGraphAttachments(graph)),
        ];
        var rbac = new RbacAuthorizer(roles, roleFollower);
        var node = new NodeAuthorizer(graph, [.. graphFollowers], DefaultPolicy.RulesOf("system:node"));
        var asked = services.Logging.CreateLogger<AccessControl>();
        ImmutableArray<StoreFollower> followers = [roleFollower, .. graphFollowers];
        try
        {
            var authorizer = new ConfiguredAuthorizer(options, one => Make(one, node, rbac, services.Time, asked), services.Time, asked);
            return new AccessControl(store, followers, rbac, authorizer);
        }
        catch (InvalidDataException)
        {
            await DisposeAsync(followers);
            throw;
        }
    }

    private static IAuthorizer Make(AuthorizerConfiguration asked, NodeAuthorizer node, RbacAuthorizer roles, TimeProvider time, ILogger logger) => asked.Type switch
    {
        "Node" => node,
        "RBAC" => roles,
        "AlwaysAllow" => new ConstantAuthorizer(isAllowed: true),
        "AlwaysDeny" => new ConstantAuthorizer(isAllowed: false),
        _ => new WebhookAuthorizer(asked.Name, asked.Webhook!, time, logger),
    };

    /// <summary>Waits until everything that was written before is known.</summary>
    public async Task WaitUntilKnownAsync(CancellationToken cancellationToken)
    {
        foreach (var follower in _followers)
        {
            await follower.Filled.WaitAsync(cancellationToken);
            await follower.CatchUpAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _authorizer.DisposeAsync();
        await DisposeAsync(_followers);
    }

    private static async ValueTask DisposeAsync(ImmutableArray<StoreFollower> followers)
    {
        foreach (var follower in followers)
        {
            await follower.DisposeAsync();
        }
    }
}
