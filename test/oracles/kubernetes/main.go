// Plays rollouts with Kubernetes' own DeploymentController.syncDeployment on a fake clientset, and calls its exported
// arithmetic, and writes what they answer as vectors. README.md says how to run it.
package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"math"
	"math/rand"
	"os"
	"sort"
	"strings"
	"time"
	_ "unsafe" // for go:linkname

	apps "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/deployment/util"
)

const namespace, name = "default", "model"

// A second of the stories, for the controller: its clock cannot be set, and a fake client keeps whole seconds.
const second = 10 * time.Second

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// syncDeployment is not exported.
//
//go:linkname syncDeployment k8s.io/kubernetes/pkg/controller/deployment.(*DeploymentController).syncDeployment
func syncDeployment(dc *deployment.DeploymentController, ctx context.Context, key string) error

func must(err error) {
	if err != nil {
		panic(err)
	}
}

type pods struct{ replicas, ready, available, terminating int32 }

type set struct {
	version int
	name    string
	pods    pods
}

type world struct {
	ctx     context.Context
	client  *fake.Clientset
	factory informers.SharedInformerFactory
	dc      *deployment.DeploymentController
	sets    []*set
	now     int
	stamp   int
	random  *rand.Rand
}

func template(version int) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{
		ObjectMeta: metav1.ObjectMeta{Labels: map[string]string{"app": name, "version": fmt.Sprint(version)}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "i"}}},
	}
}

func newWorld(random *rand.Rand, spec apps.DeploymentSpec, first set, replicas int32) *world {
	ctx := klog.NewContext(context.Background(), klog.Logger{})
	w := &world{ctx: ctx, random: random}
	spec.Selector = &metav1.LabelSelector{MatchLabels: map[string]string{"app": name}}
	spec.Template = template(0)
	spec.Replicas = &replicas
	d := &apps.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace, UID: "d", Generation: 1},
		Spec:       spec,
	}
	w.client = fake.NewSimpleClientset(d)
	w.factory = informers.NewSharedInformerFactory(w.client, 0)
	dc, err := deployment.NewDeploymentController(ctx, w.factory.Apps().V1().Deployments(), w.factory.Apps().V1().ReplicaSets(), w.factory.Core().V1().Pods(), w.client)
	must(err)
	w.dc = dc
	w.refresh()
	// The controller makes the first set itself.
	w.sync()
	w.sets[0].pods = first.pods
	w.writePods()
	w.sync()
	return w
}

func (w *world) get() *apps.Deployment {
	d, err := w.client.AppsV1().Deployments(namespace).Get(w.ctx, name, metav1.GetOptions{})
	must(err)
	return d
}

func (w *world) list() []apps.ReplicaSet {
	list, err := w.client.AppsV1().ReplicaSets(namespace).List(w.ctx, metav1.ListOptions{})
	must(err)
	sort.Slice(list.Items, func(i, j int) bool { return list.Items[i].CreationTimestamp.Before(&list.Items[j].CreationTimestamp) })
	return list.Items
}

// refresh gives new sets what an API server gives them, and the listers what the client has.
func (w *world) refresh() {
	must(w.factory.Apps().V1().Deployments().Informer().GetIndexer().Add(w.get()))
	for _, rs := range w.list() {
		if w.find(rs.Name) == nil {
			version := 0
			_, err := fmt.Sscan(rs.Spec.Template.Labels["version"], &version)
			must(err)
			w.sets = append(w.sets, &set{version: version, name: rs.Name})
			rs.CreationTimestamp = metav1.Time{Time: start.Add(time.Duration(len(w.sets)) * time.Second)}
			rs.UID = types.UID(rs.Name)
			_, err = w.client.AppsV1().ReplicaSets(namespace).Update(w.ctx, &rs, metav1.UpdateOptions{})
			must(err)
		}
	}
	for _, rs := range w.list() {
		rs := rs
		must(w.factory.Apps().V1().ReplicaSets().Informer().GetIndexer().Add(&rs))
	}
}

func (w *world) find(setName string) *set {
	for _, s := range w.sets {
		if s.name == setName {
			return s
		}
	}
	return nil
}

func progressing(d *apps.Deployment) *apps.DeploymentCondition {
	return util.GetDeploymentCondition(d.Status, apps.DeploymentProgressing)
}

func (w *world) sync() {
	d := w.get()
	for i := range d.Status.Conditions {
		cond := &d.Status.Conditions[i]
		if cond.Type != apps.DeploymentProgressing {
			continue
		}
		// Half a second of ours younger, so that a deadline at this very second is not over.
		cond.LastUpdateTime = metav1.Time{Time: time.Now().Add(-time.Duration(w.now-w.stamp)*second + second/2)}
		_, err := w.client.AppsV1().Deployments(namespace).Update(w.ctx, d, metav1.UpdateOptions{})
		must(err)
	}
	w.refresh()
	began := time.Now().Unix()
	must(syncDeployment(w.dc, w.ctx, namespace+"/"+name))
	w.refresh()
	if cond := progressing(w.get()); cond != nil && cond.LastUpdateTime.Unix() >= began {
		w.stamp = w.now
	}
}

// writePods puts the pods of the sets into their statuses.
func (w *world) writePods() {
	podIndexer := w.factory.Core().V1().Pods().Informer().GetIndexer()
	for _, rs := range w.list() {
		p := w.find(rs.Name).pods
		rs.Status.Replicas, rs.Status.ReadyReplicas, rs.Status.AvailableReplicas = p.replicas, p.ready, p.available
		_, err := w.client.AppsV1().ReplicaSets(namespace).UpdateStatus(w.ctx, &rs, metav1.UpdateOptions{})
		must(err)
		yes := true
		pod := &corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: rs.Name + "-x", Namespace: namespace, Labels: rs.Spec.Template.Labels, OwnerReferences: []metav1.OwnerReference{{
				APIVersion: "apps/v1", Kind: "ReplicaSet", Name: rs.Name, UID: rs.UID, Controller: &yes,
			}}},
			Status: corev1.PodStatus{Phase: corev1.PodRunning},
		}
		if p.replicas+p.terminating > 0 {
			must(podIndexer.Add(pod))
		} else {
			must(podIndexer.Delete(pod))
		}
	}
	w.refresh()
}

// livePods lets some pods come, become ready, fail and go.
func (w *world) livePods(trouble float64, isBroken func(version int) bool) {
	some := func(count int32) int32 {
		if count <= 0 {
			return 0
		}
		if w.random.Float64() < 0.5 {
			return count
		}
		return int32(w.random.Intn(int(count) + 1))
	}
	for _, rs := range w.list() {
		s := w.find(rs.Name)
		p := s.pods
		spec := *rs.Spec.Replicas
		p.terminating -= some(p.terminating)
		if p.replicas < spec {
			p.replicas = spec
		}
		if excess := p.replicas - spec; excess > 0 {
			// The ReplicaSet controller stops pods that are not ready first, then those that are not available.
			p.replicas = spec
			p.terminating += excess
			p.ready = min(p.ready, spec)
			p.available = min(p.available, spec)
		}
		p.available += some(p.ready - p.available)
		if !isBroken(s.version) {
			p.ready += some(p.replicas - p.ready)
		}
		if w.random.Float64() < trouble {
			lost := some(p.ready)
			p.ready -= lost
			p.available = min(p.available, p.ready)
		}
		s.pods = p
	}
	w.writePods()
}

func (w *world) inputs(d *apps.Deployment) string {
	paused := 0
	if d.Spec.Paused {
		paused = 1
	}
	line := fmt.Sprintf("%d %d %d %s", w.now, *d.Spec.Replicas, paused, d.Spec.Template.Labels["version"])
	for _, s := range w.sets {
		line += fmt.Sprintf(" %d:%d,%d,%d,%d", s.version, s.pods.replicas, s.pods.ready, s.pods.available, s.pods.terminating)
	}
	return line
}

func (w *world) outputs() string {
	d := w.get()
	line := fmt.Sprintf("%d,%d,%d,%d", d.Status.Replicas, d.Status.UpdatedReplicas, d.Status.ReadyReplicas, d.Status.AvailableReplicas)
	if cond := progressing(d); cond == nil {
		line += " -"
	} else {
		line += fmt.Sprintf(" %s,%s,%d", cond.Status, cond.Reason, w.stamp)
	}
	for _, rs := range w.list() {
		revision, _ := util.Revision(&rs)
		line += fmt.Sprintf(" %d:%d,%s,%s,%d", w.find(rs.Name).version, *rs.Spec.Replicas, rs.Annotations[util.DesiredReplicasAnnotation], rs.Annotations[util.MaxReplicasAnnotation], revision)
	}
	return line
}

func writer(file string) (*gzip.Writer, func()) {
	f, err := os.Create(os.Args[1] + "/" + file)
	must(err)
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	return z, func() { must(z.Close()); must(f.Close()) }
}

func stories(count int) {
	z, done := writer("stories.txt.gz")
	defer done()
	random := rand.New(rand.NewSource(20261128))
	for story := 0; story < count; story++ {
		n := int32(1 + random.Intn(12))
		if random.Intn(6) == 0 {
			n = int32(random.Intn(60))
		}
		strategy := apps.DeploymentStrategy{Type: apps.RecreateDeploymentStrategyType}
		surge, unavailable := amount(random), amount(random)
		if story%6 != 0 {
			for isNothing(surge) && isNothing(unavailable) {
				surge = amount(random)
			}
			strategy = apps.DeploymentStrategy{Type: apps.RollingUpdateDeploymentStrategyType, RollingUpdate: &apps.RollingUpdateDeployment{MaxSurge: &surge, MaxUnavailable: &unavailable}}
		}
		deadline := []int32{600, 60, 20, 7, math.MaxInt32}[random.Intn(5)]
		deadlineForController := deadline
		if deadline != math.MaxInt32 {
			deadlineForController *= int32(second / time.Second)
		}
		w := newWorld(random, apps.DeploymentSpec{Strategy: strategy, ProgressDeadlineSeconds: &deadlineForController}, set{pods: pods{n, n, n, 0}}, n)
		fmt.Fprintf(z, "story %s %s %s %d\n", strategy.Type, surge.String(), unavailable.String(), deadline)
		fmt.Fprintf(z, "%s | %s\n", w.inputs(w.get()), w.outputs())
		trouble := random.Float64() * 0.3
		changes := random.Float64() * 0.15
		broken := map[int]bool{}
		versions := 1
		for n := 0; n < 15+random.Intn(40); n++ {
			d := w.get()
			if n == 0 || random.Float64() < changes {
				switch choice := random.Intn(6); {
				case n == 0 || choice <= 1:
					d.Spec.Template = template(versions)
					broken[versions] = random.Intn(4) == 0
					versions++
				case choice == 2:
					d.Spec.Template = template(random.Intn(versions))
				case choice == 3:
					d.Spec.Paused = !d.Spec.Paused
				default:
					replicas := int32(random.Intn(16))
					d.Spec.Replicas = &replicas
				}
				d.Generation++
				_, err := w.client.AppsV1().Deployments(namespace).Update(w.ctx, d, metav1.UpdateOptions{})
				must(err)
			}
			given := w.inputs(d)
			w.sync()
			fmt.Fprintf(z, "%s | %s\n", given, w.outputs())
			if random.Intn(3) > 0 {
				w.now += random.Intn(9)
				w.livePods(trouble, func(version int) bool { return broken[version] })
			}
		}
	}
}

func amount(random *rand.Rand) intstr.IntOrString {
	switch random.Intn(4) {
	case 0:
		return intstr.FromString(fmt.Sprintf("%d%%", random.Intn(101)))
	case 1:
		return intstr.FromString([]string{"25%", "0%", "50%", "100%"}[random.Intn(4)])
	default:
		return intstr.FromInt32(int32(random.Intn(6)))
	}
}

func isNothing(v intstr.IntOrString) bool {
	return v.String() == "0" || v.String() == "0%"
}

func rolling(surge, unavailable intstr.IntOrString, replicas int32) apps.Deployment {
	return apps.Deployment{Spec: apps.DeploymentSpec{Replicas: &replicas, Strategy: apps.DeploymentStrategy{
		Type:          apps.RollingUpdateDeploymentStrategyType,
		RollingUpdate: &apps.RollingUpdateDeployment{MaxSurge: &surge, MaxUnavailable: &unavailable},
	}}}
}

// Every percentage of the surge and of the unavailable for up to 100 replicas; 2,000 pairs of any kind.
func fenceposts() {
	z, done := writer("fenceposts.txt.gz")
	defer done()
	for percent := 0; percent <= 100; percent++ {
		surges, unavailables := []string{}, []string{}
		for n := int32(0); n <= 100; n++ {
			written := intstr.FromString(fmt.Sprintf("%d%%", percent))
			d := rolling(written, written, n)
			surges = append(surges, fmt.Sprint(util.MaxSurge(d)))
			unavailables = append(unavailables, fmt.Sprint(util.MaxUnavailable(d)))
		}
		fmt.Fprintf(z, "percent %d %s %s\n", percent, strings.Join(surges, ","), strings.Join(unavailables, ","))
	}
	random := rand.New(rand.NewSource(1))
	for n := 0; n < 2000; n++ {
		surge, unavailable, replicas := amount(random), amount(random), int32(random.Intn(200))
		d := rolling(surge, unavailable, replicas)
		fmt.Fprintf(z, "pair %s %s %d %d %d\n", surge.String(), unavailable.String(), replicas, util.MaxSurge(d), util.MaxUnavailable(d))
	}
}

func replicaSet(replicas, most int32) *apps.ReplicaSet {
	return &apps.ReplicaSet{
		ObjectMeta: metav1.ObjectMeta{Annotations: map[string]string{util.MaxReplicasAnnotation: fmt.Sprint(most)}},
		Spec:       apps.ReplicaSetSpec{Replicas: &replicas},
	}
}

func arithmetic() {
	z, done := writer("arithmetic.txt.gz")
	defer done()
	random := rand.New(rand.NewSource(2))
	for n := 0; n < 4000; n++ {
		surge, unavailable, replicas := amount(random), amount(random), int32(random.Intn(60))
		d := rolling(surge, unavailable, replicas)
		newSet, oldA, oldB := replicaSet(int32(random.Intn(40)), 1), replicaSet(int32(random.Intn(40)), 1), replicaSet(int32(random.Intn(20)), 1)
		count, err := util.NewRSNewReplicas(&d, []*apps.ReplicaSet{oldA, oldB, newSet}, newSet)
		must(err)
		fmt.Fprintf(z, "grow %s %s %d %d %d %d %d\n", surge.String(), unavailable.String(), replicas, *oldA.Spec.Replicas, *oldB.Spec.Replicas, *newSet.Spec.Replicas, count)
	}
	for n := 0; n < 4000; n++ {
		surge, unavailable, replicas := amount(random), amount(random), int32(random.Intn(60))
		d := rolling(surge, unavailable, replicas)
		most := int32(1 + random.Intn(80))
		rs := replicaSet(int32(random.Intn(60)), most)
		toAdd := int32(random.Intn(80) - 40)
		added := int32(0)
		if toAdd > 0 {
			added = int32(random.Intn(int(toAdd) + 1))
		} else if toAdd < 0 {
			added = -int32(random.Intn(int(-toAdd) + 1))
		}
		fmt.Fprintf(z, "share %s %s %d %d %d %d %d %d\n", surge.String(), unavailable.String(), replicas, *rs.Spec.Replicas, most, toAdd, added,
			util.GetReplicaSetProportion(klog.Logger{}, rs, d, toAdd, added))
	}
	status := func() apps.DeploymentStatus {
		return apps.DeploymentStatus{Replicas: int32(random.Intn(5)), UpdatedReplicas: int32(random.Intn(5)), ReadyReplicas: int32(random.Intn(5)), AvailableReplicas: int32(random.Intn(5))}
	}
	for n := 0; n < 3000; n++ {
		before, after := status(), status()
		d := rolling(intstr.FromInt32(1), intstr.FromInt32(1), int32(random.Intn(5)))
		d.Status = before
		text := func(s apps.DeploymentStatus) string {
			return fmt.Sprintf("%d,%d,%d,%d", s.Replicas, s.UpdatedReplicas, s.ReadyReplicas, s.AvailableReplicas)
		}
		fmt.Fprintf(z, "progress %d %s %s %t %t\n", *d.Spec.Replicas, text(before), text(after), util.DeploymentComplete(&d, &after), util.DeploymentProgressing(&d, &after))
	}
	reasons := []string{"NewReplicaSetCreated", "ReplicaSetUpdated", "NewReplicaSetAvailable", "ProgressDeadlineExceeded", "DeploymentPaused", "DeploymentResumed", "FoundNewReplicaSet"}
	for n := 0; n < 1000; n++ {
		deadline, age, reason := int32(1+random.Intn(20)), random.Intn(25), reasons[random.Intn(len(reasons))]
		d := rolling(intstr.FromInt32(1), intstr.FromInt32(1), 1)
		d.Spec.ProgressDeadlineSeconds = &deadline
		newStatus := apps.DeploymentStatus{Conditions: []apps.DeploymentCondition{{
			Type: apps.DeploymentProgressing, Reason: reason, LastUpdateTime: metav1.Time{Time: time.Now().Add(-time.Duration(age)*time.Second + 500*time.Millisecond)},
		}}}
		fmt.Fprintf(z, "timeout %d %d %s %t\n", deadline, age, reason, util.DeploymentTimedOut(context.Background(), &d, &newStatus))
	}
}

func main() {
	fenceposts()
	arithmetic()
	stories(1500)
}
