// Plays upgrades with KubeRay's own RayServiceReconciler.Reconcile on a fake client, and writes what it does as vectors.
// It belongs into ray-operator/controllers/ray of a KubeRay checkout; README.md says how.
package ray

import (
	"compress/gzip"
	"context"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"testing"
	"time"

	cmap "github.com/orcaman/concurrent-map/v2"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/lru"
	"k8s.io/utils/ptr"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	clientFake "sigs.k8s.io/controller-runtime/pkg/client/fake"
	gwv1 "sigs.k8s.io/gateway-api/apis/v1"

	rayv1 "github.com/ray-project/kuberay/ray-operator/apis/ray/v1"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/common"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils/dashboardclient"
	utiltypes "github.com/ray-project/kuberay/ray-operator/controllers/ray/utils/types"
	"github.com/ray-project/kuberay/ray-operator/pkg/features"
)

const (
	tick = 2
	// A second of the stories, for the reconciler: its clock cannot be set, and a busy machine may stop for a moment.
	second    = 10 * time.Second
	namespace = "default"
	service   = "svc"
)

// one RayCluster, by the order in which it was made
type cluster struct {
	name      string
	config    int
	headReady bool
	serving   bool
	submitted bool
	exists    bool
	age       int
	headAfter int
	runsAfter int // reconciles after the submission; <0: never
	sinceSub  int
}

type settings struct {
	kind                         rayv1.RayServiceUpgradeType
	surge, step, interval, delay int32
}

type world struct {
	t        *testing.T
	ctx      context.Context
	inner    client.Client
	r        *RayServiceReconciler
	clusters []*cluster
	stamps   map[string]int // virtual time of the last shift, by cluster name
	due      map[string]int // virtual time of the deletion, by cluster name
	readAt   time.Time      // when the service was read
	now      int
	goal     int
	s        settings
}

// timed puts the time stamps of the service where the virtual clock says, whenever they are read.
type timed struct {
	client.Client
	w *world
}

func (c timed) Get(ctx context.Context, key client.ObjectKey, obj client.Object, opts ...client.GetOption) error {
	err := c.Client.Get(ctx, key, obj, opts...)
	if rs, ok := obj.(*rayv1.RayService); ok && err == nil {
		c.w.readAt = time.Now()
		for _, status := range []*rayv1.RayServiceStatus{&rs.Status.ActiveServiceStatus, &rs.Status.PendingServiceStatus} {
			if at, known := c.w.stamps[status.RayClusterName]; known && status.LastTrafficMigratedTime != nil {
				status.LastTrafficMigratedTime = &metav1.Time{Time: c.w.readAt.Add(-time.Duration(c.w.now-at) * second)}
			}
		}
	}
	return err
}

type dashboard struct {
	dashboardclient.RayDashboardClientInterface
	c *cluster
}

func (d dashboard) UpdateDeployments(context.Context, []byte) error {
	d.c.submitted = true
	return nil
}

func (d dashboard) GetMultiApplicationStatus(context.Context) (map[string]*utiltypes.ServeApplicationStatus, error) {
	if !d.c.submitted {
		return map[string]*utiltypes.ServeApplicationStatus{}, nil
	}
	status := rayv1.ApplicationStatusEnum.DEPLOYING
	if d.c.serving {
		status = rayv1.ApplicationStatusEnum.RUNNING
	}
	return map[string]*utiltypes.ServeApplicationStatus{"app": {Status: status}}, nil
}

type proxy struct{}

func (proxy) CheckProxyActorHealth(context.Context) error { return nil }

func spec(config int) rayv1.RayClusterSpec {
	return rayv1.RayClusterSpec{
		RayVersion:              fmt.Sprintf("2.60.%d", config),
		EnableInTreeAutoscaling: ptr.To(true),
		HeadGroupSpec: rayv1.HeadGroupSpec{
			RayStartParams: map[string]string{},
			Template: corev1.PodTemplateSpec{Spec: corev1.PodSpec{Containers: []corev1.Container{{
				Name: "ray-head", Image: "rayproject/ray:2.60.0",
			}}}},
		},
	}
}

func newWorld(t *testing.T, s settings) *world {
	scheme := runtime.NewScheme()
	_ = rayv1.AddToScheme(scheme)
	_ = corev1.AddToScheme(scheme)
	_ = discoveryv1.AddToScheme(scheme)
	_ = gwv1.Install(scheme)
	upgrade := &rayv1.RayServiceUpgradeStrategy{Type: ptr.To(s.kind)}
	if s.kind == rayv1.RayServiceNewClusterWithIncrementalUpgrade {
		upgrade.ClusterUpgradeOptions = &rayv1.ClusterUpgradeOptions{
			MaxSurgePercent: ptr.To(s.surge), StepSizePercent: ptr.To(s.step), IntervalSeconds: ptr.To(s.interval * int32(second/time.Second)),
			GatewayClassName: "istio",
		}
	}
	rs := &rayv1.RayService{
		ObjectMeta: metav1.ObjectMeta{Name: service, Namespace: namespace, UID: "uid", Finalizers: []string{utils.RayServiceFinalizer}},
		Spec: rayv1.RayServiceSpec{
			ServeConfigV2: "applications: []", UpgradeStrategy: upgrade, RayClusterSpec: spec(0),
			RayClusterDeletionDelaySeconds: ptr.To(s.delay * int32(second/time.Second)),
		},
	}
	w := &world{t: t, ctx: ctrl.LoggerInto(context.Background(), ctrl.Log), s: s, stamps: map[string]int{}, due: map[string]int{}}
	first, err := constructRayClusterForRayService(rs, "svc-0", scheme)
	if err != nil {
		t.Fatal(err)
	}
	rs.Status.ActiveServiceStatus = rayv1.RayServiceStatus{RayClusterName: "svc-0"}
	if s.kind == rayv1.RayServiceNewClusterWithIncrementalUpgrade {
		rs.Status.ActiveServiceStatus.TargetCapacity = ptr.To(int32(100))
		rs.Status.ActiveServiceStatus.TrafficRoutedPercent = ptr.To(int32(100))
		rs.Status.ActiveServiceStatus.LastTrafficMigratedTime = &metav1.Time{Time: time.Now().Add(-1000000 * time.Second)}
		w.stamps["svc-0"] = -1000000
	}
	setCondition(rs, rayv1.RayServiceReady, metav1.ConditionTrue, rayv1.NonZeroServeEndpoints, "")
	setCondition(rs, rayv1.UpgradeInProgress, metav1.ConditionFalse, rayv1.NoPendingCluster, "")
	w.inner = clientFake.NewClientBuilder().WithScheme(scheme).
		WithStatusSubresource(&rayv1.RayService{}, &rayv1.RayCluster{}, &gwv1.Gateway{}, &gwv1.HTTPRoute{}).
		WithObjects(rs, first).Build()
	w.r = &RayServiceReconciler{
		Client: timed{w.inner, w}, Scheme: scheme, Recorder: &quiet{},
		ServeConfigs: lru.New(10), RayClusterDeletionTimestamps: cmap.New[time.Time](),
		dashboardClientFunc: func(c *rayv1.RayCluster, _ string) (dashboardclient.RayDashboardClientInterface, error) {
			return dashboard{c: w.byName(c.Name)}, nil
		},
		httpProxyClientFunc: func(string, string, string, int) utils.RayHttpProxyClientInterface { return proxy{} },
	}
	w.adopt("svc-0", 0)
	a := w.clusters[0]
	a.headReady, a.serving, a.submitted = true, true, true
	w.setHead(a)
	return w
}

type quiet struct{}

func (quiet) Eventf(runtime.Object, runtime.Object, string, string, string, string, ...any) {}

var _ events.EventRecorder = quiet{}

func (w *world) byName(name string) *cluster {
	for _, c := range w.clusters {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (w *world) idOf(name string) int {
	if name == "" {
		return -1
	}
	for id, c := range w.clusters {
		if c.name == name {
			return id
		}
	}
	return -2 // named, not yet made
}

func (w *world) must(err error) {
	if err != nil {
		w.t.Fatal(err)
	}
}

// adopt gives a new cluster what the RayCluster controller would make: a head pod and a head service.
func (w *world) adopt(name string, config int) *cluster {
	c := &cluster{name: name, config: config, exists: true}
	w.clusters = append(w.clusters, c)
	w.must(w.inner.Create(w.ctx, &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name + "-head", Namespace: namespace, Labels: map[string]string{
			utils.RayClusterLabelKey: name, utils.RayNodeTypeLabelKey: string(rayv1.HeadNode),
		}},
		Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "ray-head", Image: "ray"}}},
	}))
	headService, _ := utils.GenerateHeadServiceName(utils.RayClusterCRD, spec(config), name)
	w.must(w.inner.Create(w.ctx, &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: headService, Namespace: namespace},
		Spec:       corev1.ServiceSpec{Ports: []corev1.ServicePort{{Name: utils.DashboardPortName, Port: 8265}}},
	}))
	return c
}

func (w *world) setHead(c *cluster) {
	rc := &rayv1.RayCluster{}
	w.must(w.inner.Get(w.ctx, types.NamespacedName{Namespace: namespace, Name: c.name}, rc))
	status := metav1.ConditionFalse
	if c.headReady {
		status = metav1.ConditionTrue
	}
	meta.SetStatusCondition(&rc.Status.Conditions, metav1.Condition{Type: string(rayv1.HeadPodReady), Status: status, Reason: "x"})
	w.must(w.inner.Status().Update(w.ctx, rc))
}

func (w *world) raw() *rayv1.RayService {
	rs := &rayv1.RayService{}
	w.must(w.inner.Get(w.ctx, types.NamespacedName{Namespace: namespace, Name: service}, rs))
	return rs
}

func (w *world) setGoal(config int) {
	rs := w.raw()
	rs.Spec.RayClusterSpec = spec(config)
	w.must(w.inner.Update(w.ctx, rs))
	w.goal = config
}

func (w *world) readyRoutes() {
	gateway := &gwv1.Gateway{}
	if err := w.inner.Get(w.ctx, types.NamespacedName{Namespace: namespace, Name: service + "-gateway"}, gateway); err == nil && len(gateway.Status.Conditions) == 0 {
		gateway.Status.Conditions = []metav1.Condition{
			{Type: string(gwv1.GatewayConditionAccepted), Status: metav1.ConditionTrue},
			{Type: string(gwv1.GatewayConditionProgrammed), Status: metav1.ConditionTrue},
		}
		w.must(w.inner.Status().Update(w.ctx, gateway))
	}
	route := &gwv1.HTTPRoute{}
	if err := w.inner.Get(w.ctx, types.NamespacedName{Namespace: namespace, Name: service + "-httproute"}, route); err == nil && len(route.Status.Parents) == 0 {
		route.Status.Parents = []gwv1.RouteParentStatus{{
			ParentRef: gwv1.ParentReference{Name: service + "-gateway", Namespace: ptr.To(gwv1.Namespace(namespace))},
			Conditions: []metav1.Condition{
				{Type: string(gwv1.RouteConditionAccepted), Status: metav1.ConditionTrue},
				{Type: string(gwv1.RouteConditionResolvedRefs), Status: metav1.ConditionTrue},
			},
		}}
		w.must(w.inner.Status().Update(w.ctx, route))
	}
}

func (w *world) reconcile() {
	_, err := w.r.Reconcile(w.ctx, ctrl.Request{NamespacedName: types.NamespacedName{Namespace: namespace, Name: service}})
	if err != nil && !strings.HasPrefix(err.Error(), "found 0 head") {
		w.t.Fatal(err)
	}
	rs := w.raw()
	for _, status := range []rayv1.RayServiceStatus{rs.Status.ActiveServiceStatus, rs.Status.PendingServiceStatus} {
		// Older stamps lie at least one tick before the reading.
		if status.LastTrafficMigratedTime != nil && status.LastTrafficMigratedTime.Unix() >= w.readAt.Unix() {
			w.stamps[status.RayClusterName] = w.now
		}
	}
	list := rayv1.RayClusterList{}
	w.must(w.inner.List(w.ctx, &list))
	existing := map[string]bool{}
	for _, item := range list.Items {
		existing[item.Name] = true
		if w.byName(item.Name) == nil {
			w.adopt(item.Name, w.goal)
		}
	}
	for _, c := range w.clusters {
		c.exists = existing[c.name]
	}
	w.readyRoutes()
}

// advance moves the clock to the next reconcile.
func (w *world) advance() {
	for item := range w.r.RayClusterDeletionTimestamps.IterBuffered() {
		if _, known := w.due[item.Key]; !known {
			w.due[item.Key] = w.now + int(w.s.delay)
		}
	}
	w.now += tick
	for name, due := range w.due {
		w.r.RayClusterDeletionTimestamps.Set(name, time.Now().Add(time.Duration(due-w.now)*second))
	}
}

func deref(p *int32) int32 { return ptr.Deref(p, -1) }

// what the service stands at: capacities, traffic, the route, roles
func (w *world) observe() string {
	rs := w.raw()
	a, p := rs.Status.ActiveServiceStatus, rs.Status.PendingServiceStatus
	route := ""
	httpRoute := &gwv1.HTTPRoute{}
	if err := w.inner.Get(w.ctx, common.RayServiceHTTPRouteNamespacedName(rs), httpRoute); err == nil {
		for _, ref := range httpRoute.Spec.Rules[0].BackendRefs {
			for id, c := range w.clusters {
				if string(ref.Name) == utils.GenerateServeServiceName(c.name) {
					route += fmt.Sprintf("%d=%d;", id, *ref.Weight)
				}
			}
		}
	}
	points := -1
	svc := &corev1.Service{}
	if err := w.inner.Get(w.ctx, types.NamespacedName{Namespace: namespace, Name: utils.GenerateServeServiceName(service)}, svc); err == nil {
		points = w.idOf(utils.GetRayClusterNameFromService(svc))
	}
	rollback := 0
	if meta.IsStatusConditionTrue(rs.Status.Conditions, string(rayv1.RollbackInProgress)) {
		rollback = 1
	}
	existing := ""
	for _, c := range w.clusters {
		if c.exists {
			existing += "1"
		} else {
			existing += "0"
		}
	}
	return fmt.Sprintf("%d %d %d %d %d %d %d %s %s %d", w.idOf(a.RayClusterName), w.idOf(p.RayClusterName),
		deref(a.TargetCapacity), deref(a.TrafficRoutedPercent), deref(p.TargetCapacity), deref(p.TrafficRoutedPercent),
		rollback, existing, "r"+route, points)
}

// what Reconcile will see: the wanted config, and of every cluster whether its head is ready and its applications run
func (w *world) inputs() string {
	flags := ""
	for _, c := range w.clusters {
		flags += string("0123"[b(c.headReady)+2*b(c.serving)])
	}
	return fmt.Sprintf("%d %s", w.goal, flags)
}

func b(v bool) int {
	if v {
		return 1
	}
	return 0
}

func writer(t *testing.T, name string) (*gzip.Writer, func()) {
	file, err := os.Create(os.Getenv("ROLLCAST_VECTORS") + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	z, _ := gzip.NewWriterLevel(file, gzip.BestCompression)
	return z, func() { _ = z.Close(); _ = file.Close() }
}

// Every surge and step from 1 to 100 that validation lets pass: each change of capacity and traffic of an upgrade in
// which everything is ready at once and every interval is over. The functions are called in the order of Reconcile; that
// order itself is held by the stories below.
func TestRollcastSequences(t *testing.T) {
	features.SetFeatureGateDuringTest(t, features.RayServiceIncrementalUpgrade, true)
	z, done := writer(t, "sequences.txt.gz")
	defer done()
	w := newWorld(t, settings{rayv1.RayServiceNewClusterWithIncrementalUpgrade, 100, 100, 1, 0})
	w.reconcile()
	board := dashboard{c: w.clusters[0]}
	for surge := int32(1); surge <= 100; surge++ {
		for step := int32(1); step <= surge; step++ {
			rs := w.raw()
			rs.Spec.UpgradeStrategy.ClusterUpgradeOptions.MaxSurgePercent = ptr.To(surge)
			rs.Spec.UpgradeStrategy.ClusterUpgradeOptions.StepSizePercent = ptr.To(step)
			a, p := &rs.Status.ActiveServiceStatus, &rs.Status.PendingServiceStatus
			*a = rayv1.RayServiceStatus{RayClusterName: "svc-0", TargetCapacity: ptr.To(int32(100)), TrafficRoutedPercent: ptr.To(int32(100))}
			*p = rayv1.RayServiceStatus{RayClusterName: "svc-1", TargetCapacity: ptr.To(int32(0)), TrafficRoutedPercent: ptr.To(int32(0))}
			line, last := "", ""
			for n := 0; n < 5000; n++ {
				for _, name := range []string{"svc-1", "svc-0"} {
					if needed, _ := w.r.checkIfNeedTargetCapacityUpdate(w.ctx, rs); needed {
						rc := &rayv1.RayCluster{ObjectMeta: metav1.ObjectMeta{Name: name}}
						w.must(w.r.reconcileServeTargetCapacity(w.ctx, rs, rc, board))
					}
				}
				active, pending, err := w.r.calculateTrafficRoutedPercent(w.ctx, rs, true)
				w.must(err)
				a.TrafficRoutedPercent, p.TrafficRoutedPercent = ptr.To(active), ptr.To(pending)
				now := fmt.Sprintf("%d,%d,%d,%d", deref(a.TargetCapacity), active, deref(p.TargetCapacity), pending)
				if now != last {
					line += " " + now
					last = now
				}
				if utils.IsIncrementalUpgradeComplete(rs, &rayv1.RayCluster{}) {
					break
				}
			}
			fmt.Fprintf(z, "%d %d%s\n", surge, step, line)
		}
	}
}

// Whole stories: clusters that become ready late, fail, or never come; wishes that change on the way.
func TestRollcastStories(t *testing.T) {
	features.SetFeatureGateDuringTest(t, features.RayServiceIncrementalUpgrade, true)
	z, done := writer(t, "stories.txt.gz")
	defer done()
	random := rand.New(rand.NewSource(20261128))
	for story := 0; story < 600; story++ {
		s := settings{kind: rayv1.RayServiceNewClusterWithIncrementalUpgrade, delay: int32(random.Intn(4) * 7)}
		if story%5 == 4 {
			s.kind = rayv1.RayServiceNewCluster
		}
		s.surge = []int32{int32(1 + random.Intn(100)), 100, 50, 33, 25, 0}[random.Intn(6)]
		s.step = int32(random.Intn(int(s.surge) + 1))
		s.interval = []int32{1, 2, 3, 5, 10, 17, 30}[random.Intn(7)]
		w := newWorld(t, s)
		fmt.Fprintf(z, "story %s %d %d %d %d\n", s.kind, s.surge, s.step, s.interval, s.delay)
		configs := 1
		w.setGoal(1)
		trouble := random.Float64()
		wishes := random.Float64() * 0.08
		length := 40 + random.Intn(80)
		for n := 0; n < length; n++ {
			if n > 1 && random.Float64() < wishes {
				rs := w.raw()
				options := []int{configs + 1}
				for _, name := range []string{rs.Status.ActiveServiceStatus.RayClusterName, rs.Status.PendingServiceStatus.RayClusterName} {
					if c := w.byName(name); c != nil {
						options = append(options, c.config, c.config)
					}
				}
				goal := options[random.Intn(len(options))]
				if goal > configs {
					configs = goal
				}
				if rs.Status.PendingServiceStatus.RayClusterName == "" || w.byName(rs.Status.PendingServiceStatus.RayClusterName) != nil {
					w.setGoal(goal)
				}
			}
			for _, c := range w.clusters {
				if !c.exists {
					continue
				}
				if c.age == 0 && c != w.clusters[0] {
					c.headAfter = random.Intn(6)
					c.runsAfter = random.Intn(6)
					if random.Float64() < 0.1*trouble {
						c.runsAfter = -1
					}
				}
				c.age++
				head := c.headReady
				if c != w.clusters[0] && c.age == c.headAfter+1 {
					head = true
				}
				if c.submitted {
					c.sinceSub++
				}
				if c != w.clusters[0] && c.runsAfter >= 0 && c.sinceSub == c.runsAfter+1 {
					c.serving = true
				}
				if random.Float64() < 0.03*trouble {
					c.serving = !c.serving
				}
				if random.Float64() < 0.01*trouble && c.age > 8 {
					head = !head
				}
				if head != c.headReady {
					c.headReady = head
					w.setHead(c)
				}
			}
			in := w.inputs()
			w.reconcile()
			fmt.Fprintf(z, "%s | %s\n", in, w.observe())
			w.advance()
		}
	}
}
