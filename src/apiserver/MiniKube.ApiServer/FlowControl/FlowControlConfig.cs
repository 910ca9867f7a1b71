using System.Collections.Immutable;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.FlowControl.Schemas;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>Where requests go, in the order in which it is looked at. Immutable; taken once for a request.</summary>
internal sealed class FlowControlConfig(ImmutableArray<FlowRoute> routes, ImmutableArray<PriorityLevel> levels)
{
    /// <summary>The last one takes everything.</summary>
    public ImmutableArray<FlowRoute> Routes { get; } = routes;

    public ImmutableArray<PriorityLevel> Levels { get; } = levels;

    public FlowRoute Find(UserInfo user, RequestInfo request)
    {
        foreach (var route in Routes)
        {
            if (route.Schema.Matches(user, request))
            {
                return route;
            }
        }

        return Routes[^1];
    }

    /// <summary>In the order in which they decide.</summary>
    public static IEnumerable<FlowSchema> InOrder(IEnumerable<FlowSchema> schemas) =>
        schemas.OrderBy(schema => schema.MatchingPrecedence).ThenBy(schema => schema.Name, StringComparer.Ordinal);
}
