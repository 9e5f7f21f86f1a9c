# shellcheck shell=sh
# employment-site - two colleges beside the offices that the policy names.

fill_policy() {
	fill 'switch levels' value instead
	fill 'switch approver' value school-leader
	fill 'step first-review' deadline 8h
	fill 'step college-review' deadline 8h
	fill 'step centre-review' deadline 8h
	fill 'step office-review' deadline 24h
	fill 'step approval' deadline 2d
	fill 'step approval-office' deadline 2d
	fill 'step consult' deadline 2d
}

hire() {
	leave leader
	unit xingong 信息工程学院 institution college
	unit shangxue 商学院 institution college
	unit jiaowu 教务处 institution office
	person linna 林娜 student-office manager@student-office
	person gaofeng 高峰 student-office office-head@student-office
	person tangwei 唐伟 student-office office-deputy@student-office
	person xuting 徐婷 career-centre collector@career-centre
	person fangzhou 方舟 career-centre centre-head@career-centre
	person luojing 罗静 institution leader@institution
	person heping 何平 propaganda-office consulted@propaganda-office
	person wujie 吴洁 jiaowu consulted@jiaowu
	person liming 李明 xingong collector@xingong
	person wangfang 王芳 xingong manager@xingong
	person zhaoqiang 赵强 xingong college-lead@xingong
	person maolin 毛琳 shangxue collector@shangxue
	person shenbo 沈博 shangxue manager@shangxue
	person jiangtao 江涛 shangxue college-lead@shangxue
}
